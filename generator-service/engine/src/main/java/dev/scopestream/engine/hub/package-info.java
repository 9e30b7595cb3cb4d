/** Models of a hub by name: what copies there are on this machine, and where. Nothing is fetched here. */
package dev.scopestream.engine.hub;
