/** OpenTelemetry traces of requests, below the trace context that prompts bring in their headers. */
package dev.scopestream.telemetry;
