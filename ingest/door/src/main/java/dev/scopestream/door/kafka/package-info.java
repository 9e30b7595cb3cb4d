/** The topics: what is sent, what is followed, and results that were there before. */
package dev.scopestream.door.kafka;
