/** A Kafka broker in this JVM, for the local runner and for tests. */
package dev.scopestream.broker;
