/** The way in and out for Java programs: topics, prompts, results. */
package dev.scopestream.client;
