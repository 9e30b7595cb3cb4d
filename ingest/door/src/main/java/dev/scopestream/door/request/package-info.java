/** Requests that wait for their final record, whoever asks for them. */
package dev.scopestream.door.request;
