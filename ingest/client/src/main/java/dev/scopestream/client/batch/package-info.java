/** Files of requests in OpenAI's batch form: their lines in and out, what is done of them, and how the rest is served. */
package dev.scopestream.client.batch;
