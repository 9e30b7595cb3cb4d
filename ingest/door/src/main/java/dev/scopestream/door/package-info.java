/** OpenAI's HTTP API in front of the topics: requests become prompts, results become responses. */
package dev.scopestream.door;
