/** The calls of OpenAI's API. */
package dev.scopestream.door.http;
