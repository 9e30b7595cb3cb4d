package dev.scopestream.events;

/**
 * How large anything in a record may be. Lengths of text count Unicode code points, as JSON Schema does. The first three
 * agree with {@code max.message.bytes} in topics.yaml.
 */
public final class Limits {
    public static final int PROMPT_BYTES = 1 << 20;
    public static final int RESULT_BYTES = 16 << 20;
    public static final int OTHER_BYTES = 4 << 20;

    /** Deepest nesting of objects and arrays that is read; deeper values are skipped. */
    public static final int NESTING = 16;

    /** Characters of a number as it is written, in unknown fields too. */
    public static final int NUMBER_CHARS = 1000;

    /** Characters of a field's name, of unknown fields too. */
    public static final int FIELD_NAME_CHARS = 10_000;

    public static final int ID_CHARS = 200;
    public static final int NAME_CHARS = 200;
    public static final int PROMPT_CHARS = PROMPT_BYTES;
    public static final int TEXT_CHARS = RESULT_BYTES;
    public static final int MESSAGES = 1000;
    public static final int STOP_STRINGS = 16;
    public static final int STOP_CHARS = 256;
    public static final int STOP_TOKEN_IDS = 64;
    public static final int TEMPLATE_ARGUMENTS = 64;
    public static final int TEMPLATE_ARGUMENT_CHARS = 10_000;

    /** Text parts of a message. */
    public static final int CONTENT_PARTS = 1000;

    public static final int MAX_TOKENS = 1_000_000;

    /** Samples of one prompt, as in OpenAI's API. */
    public static final int SAMPLES = 128;

    public static final double MAX_TEMPERATURE = 10;

    /** Entries of a KV budget, and anything counted along a sequence. */
    public static final int ENTRIES = 100_000_000;

    public static final int ANSWERS = 10_000;
    public static final int ANSWER_CHARS = 1 << 17;

    private Limits() {}
}
