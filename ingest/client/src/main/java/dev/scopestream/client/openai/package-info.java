/**
 * OpenAI's chat completions and completions against the topics' records: bodies of requests become prompts, results and
 * refusals become bodies of responses. HTTP itself isn't here.
 */
package dev.scopestream.client.openai;
