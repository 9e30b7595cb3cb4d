/** Options, and who may come in. */
package dev.scopestream.door.config;
