/** Batches: their records in a directory, and who runs them. */
package dev.scopestream.door.batch;
