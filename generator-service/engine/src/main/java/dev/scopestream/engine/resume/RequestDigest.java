package dev.scopestream.engine.resume;

import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.Stopping;
import dev.scopestream.engine.policy.ScoreFunction;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * Digests of a request without its id: SHA-256 (hex) of the model and its element types, of the prompt's tokens, and of all
 * options with the score functions of the policies. Requests with equal digests have equal outputs.
 */
public record RequestDigest(String model, String prompt, String options) {
    /** Bytes of each digest. */
    static final int BYTES = 32;

    private interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    /** @param functions that the request's policies have */
    public static RequestDigest of(ModelInfo model, GenerationRequest request, List<ScoreFunction> functions) {
        return new RequestDigest(
                hex(out -> {
                    out.writeUTF(model.weightsDigest());
                    out.writeUTF(model.dtype().name());
                    if (model.kvDtype() != KvDtype.AUTO) {
                        out.writeUTF(model.kvDtype().name());
                    }
                }),
                hex(out -> {
                    for (int i = 0; i < request.prompt().size(); i++) {
                        out.writeInt(request.prompt().get(i));
                    }
                }),
                hex(out -> {
                    out.writeInt(request.maxTokens());
                    out.writeUTF(request.sampling().toString());
                    out.writeUTF(request.kv().toString());
                    Stopping stopping = request.stopping();
                    out.writeBoolean(stopping.ignoreEos());
                    for (String stop : stopping.strings()) {
                        out.writeInt(stop.length());
                        out.writeChars(stop);
                    }
                    if (!stopping.tokens().isEmpty()) {
                        out.writeUTF("stop_token_ids " + stopping.tokens());
                    }
                    if (stopping.maxReasoningTokens().isPresent()) {
                        out.writeUTF("max_reasoning_tokens "
                                + stopping.maxReasoningTokens().getAsInt());
                    }
                    for (ScoreFunction function : functions) {
                        out.writeInt(function.source().length());
                        out.writeChars(function.source());
                        out.writeUTF(new TreeSet<>(function.inputs()).toString());
                    }
                }));
    }

    private static String hex(Content content) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            content.write(new DataOutputStream(bytes));
            return HexFormat.of().formatHex(sha.digest(bytes.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
