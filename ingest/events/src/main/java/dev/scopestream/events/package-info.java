/**
 * The contract: records of ScopeStream's topics. Records are plain UTF-8 JSON (RFC 8259) with snake_case fields, so any
 * Kafka client in any language can write a prompt and read a result; {@link dev.scopestream.events.EventCodec} writes and
 * strictly reads them, and a JSON Schema of each lies beside the classes as a resource.
 */
package dev.scopestream.events;
