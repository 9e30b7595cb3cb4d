/**
 * Chat templates: the part of Jinja2 that templates of language models use, with Python's values, as transformers'
 * {@code apply_chat_template} sets it up (an immutable sandbox with trim_blocks, lstrip_blocks, loop controls, the
 * {@code generation} tag, {@code tojson}, {@code raise_exception} and {@code strftime_now}). What isn't supported is
 * refused by name; nothing is rendered differently in silence.
 */
package dev.scopestream.engine.template;
