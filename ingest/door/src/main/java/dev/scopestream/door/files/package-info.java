/** Files that clients have sent, or that their batches have made, in a directory. */
package dev.scopestream.door.files;
