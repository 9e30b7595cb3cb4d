package dev.scopestream.events;

/** How a prompt becomes the text that the model sees. */
public enum Template implements WireEnum {
    /** The model's own chat template; a plain prompt is one user message. */
    CHAT,
    /** {@code <<SYS>>\n {system} \n<</SYS>>\n\n{prompt}}, as SCOPE's reference runs LongGenBench on Llama 3. */
    LLAMA3_SCOPE,
    /** The prompt as it is. */
    NONE
}
