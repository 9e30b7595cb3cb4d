/** HTTP, configuration, health and metrics. */
package dev.scopestream.scorer.service;
