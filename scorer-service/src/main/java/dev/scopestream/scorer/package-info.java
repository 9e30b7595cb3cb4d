/** The scorer as a service: results against references on Kafka, accuracy as events, over HTTP and as a page. */
package dev.scopestream.scorer;
