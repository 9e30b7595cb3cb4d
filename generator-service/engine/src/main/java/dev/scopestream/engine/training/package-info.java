/** Training of a small model: one native call a step, its state in a file, and the result as a checkpoint's directory. */
package dev.scopestream.engine.training;
