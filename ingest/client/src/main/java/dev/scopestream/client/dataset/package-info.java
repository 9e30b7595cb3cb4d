/** Benchmarks as prompts: read, built and generated, with what should come out. */
package dev.scopestream.client.dataset;
