/** Other engines on this machine, measured in turns with ours. */
package dev.scopestream.cli.peers;
