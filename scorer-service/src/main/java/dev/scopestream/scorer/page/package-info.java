/** The page's HTTP: what is under way as JSON and as server-sent events, and what a visitor may send. */
package dev.scopestream.scorer.page;
