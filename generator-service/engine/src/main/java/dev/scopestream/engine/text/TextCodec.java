package dev.scopestream.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.gguf.GgufMetadata;
import dev.scopestream.engine.runtime.Telemetry;
import dev.scopestream.engine.template.RenderedText;
import dev.scopestream.engine.tokenizer.EndTokens;
import dev.scopestream.engine.tokenizer.GgufTokenizer;
import dev.scopestream.engine.tokenizer.TokenizerDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Text to tokens and back by a checkpoint's tokenizer.json. Thread-safe. */
public final class TextCodec implements AutoCloseable {
    /** Longest text that is encoded (UTF-16 units). */
    public static final int MOST_CHARACTERS = 16 << 20;

    private final HuggingFaceTokenizer tokenizer;
    private final TokenizerFile file;
    /** Tokens that decode as another one does. */
    private final Map<Integer, Integer> repeated;

    private final ControlTokens control;
    private final InputGuard guard;
    /** The token that the tokenizer puts before a text; -1: none. */
    private final long start;

    private TextCodec(
            HuggingFaceTokenizer tokenizer, TokenizerFile file, Map<Integer, Integer> repeated, InputGuard guard) {
        this.tokenizer = tokenizer;
        this.file = file;
        this.repeated = repeated;
        this.control = new ControlTokens(file.controlTokens());
        this.guard = guard;
        long[] around = tokenizer.encode("", true, false).getIds();
        this.start = around.length > 0 && isSpecial(Math.toIntExact(around[0])) ? around[0] : -1;
    }

    /**
     * The tokenizer.json of a checkpoint directory, or of the directory of a GGUF file, or else what the GGUF file's own
     * metadata make.
     *
     * @throws CheckpointException when the file is missing or damaged
     */
    public static TextCodec open(Path model) {
        Optional<Path> gguf = GgufMetadata.find(model);
        Path path = gguf.map(Path::toAbsolutePath)
                .map(Path::getParent)
                .orElse(model)
                .resolve("tokenizer.json");
        boolean inside = gguf.isPresent() && !Files.exists(path);
        Path where = inside ? gguf.get() : path;
        Supplier<TokenizerDefinition> source = () -> inside
                ? GgufTokenizer.read(GgufMetadata.read(where))
                : new TokenizerDefinition(TokenizerFile.read(path), Map.of());
        TokenizerDefinition definition = source.get();
        byte[] json = definition.json();
        Telemetry.switchOff();
        try {
            TokenizerFile file = TokenizerFile.parse(json);
            InputGuard guard =
                    new InputGuard(file.controlTokens(), () -> source.get().json());
            return new TextCodec(tokenizer(json), file, definition.repeated(), guard);
        } catch (IOException | RuntimeException e) {
            throw new CheckpointException(where + " isn't a usable tokenizer: " + e.getMessage(), e);
        }
    }

    static HuggingFaceTokenizer tokenizer(byte[] json) throws IOException {
        try (InputStream content = new ByteArrayInputStream(json)) {
            return HuggingFaceTokenizer.newInstance(content, Map.of("truncation", "false", "padding", "false"));
        }
    }

    /**
     * The text's tokens. Special tokens that are written out in the text are recognised.
     *
     * @param addSpecialTokens whether to add what the tokenizer puts around a text, such as a start token
     * @throws IllegalArgumentException when the text is longer than {@link #MOST_CHARACTERS}
     */
    public IntArray encode(String text, boolean addSpecialTokens) {
        requireShort(text);
        long[] ids = tokenizer.encode(text, addSpecialTokens, false).getIds();
        return IntArray.of(Arrays.stream(ids).mapToInt(Math::toIntExact).toArray());
    }

    /** A plain prompt's tokens, with what the tokenizer puts around a text; one that begins with the start token gets no second one. */
    public IntArray encodePrompt(String prompt) {
        IntArray tokens = encode(prompt, true);
        boolean twice = start >= 0 && tokens.size() > 1 && tokens.get(0) == start && tokens.get(1) == start;
        return twice ? IntArray.of(tokens.stream().skip(1).toArray()) : tokens;
    }

    /**
     * A conversation's tokens. A control token that stands in the input is text, unless that is allowed; the template's
     * own are control tokens.
     *
     * @throws IllegalArgumentException as {@link #encode(String, boolean)}
     */
    public IntArray encode(RenderedText prompt, boolean allowControlTokens) {
        requireShort(prompt.text());
        List<ControlTokens.Found> found = allowControlTokens ? List.of() : control.find(prompt.text());
        boolean own = found.stream().allMatch(f -> prompt.isOwn(f.from(), f.to()));
        return own ? encode(prompt.text(), false) : guard.encode(prompt, found);
    }

    private static void requireShort(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "the text has " + text.length() + " characters; at most " + MOST_CHARACTERS + " are encoded");
        }
    }

    /** The tokens' text without special tokens; bytes that form no character become U+FFFD. */
    public String decode(IntArray tokens) {
        return decode(tokens.stream().asLongStream().toArray());
    }

    String decode(long[] tokens) {
        if (tokens.length == 0) {
            return "";
        }
        long[] known = repeated.isEmpty()
                ? tokens
                : Arrays.stream(tokens).map(t -> first(Math.toIntExact(t))).toArray();
        return tokenizer.decode(known, true);
    }

    private int first(int token) {
        return repeated.getOrDefault(token, token);
    }

    /** Ids of the control tokens that end a text or a turn by their name. */
    public IntArray endTokens() {
        return EndTokens.among(file.controlTokens());
    }

    /** The id of an added token, special or not, by its text. */
    OptionalInt addedToken(String text) {
        Integer id = file.addedTokens().get(text);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Ids of the added tokens, special or not, by their texts. */
    Map<String, Integer> addedTokens() {
        return file.addedTokens();
    }

    /**
     * Ids of those texts that are control tokens.
     *
     * @throws InvalidRequestException when one contains a control token besides other text: it never occurs in a text
     */
    IntArray controlTokens(List<String> stops) {
        IntStream.Builder ids = IntStream.builder();
        for (String stop : stops) {
            for (ControlTokens.Found found : control.find(stop)) {
                if (found.token().length() < stop.length()) {
                    throw new InvalidRequestException(
                            "stop",
                            "has a string with the control token '" + found.token()
                                    + "' and other text: control tokens are no part of a text; send the token alone");
                }
                ids.add(file.controlTokens().get(found.token()));
            }
        }
        return IntArray.of(ids.build().toArray());
    }

    /** The text of one generation while it grows; the first of {@code stops} that it meets ends it. */
    public StreamingText stream(List<String> stops) {
        return StreamingText.of(this, stops);
    }

    /** Whether decoding skips the token. */
    boolean isSpecial(int token) {
        return file.specialTokens().get(first(token));
    }

    /** Whether the token is one byte of a character, in a run of such tokens that is decoded as a whole. */
    boolean isByte(int token) {
        return file.byteTokens().get(first(token));
    }

    @Override
    public void close() {
        guard.close();
        tokenizer.close();
    }
}
