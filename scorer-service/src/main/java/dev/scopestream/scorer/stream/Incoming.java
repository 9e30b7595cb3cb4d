package dev.scopestream.scorer.stream;

import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.ReferenceEvent;
import dev.scopestream.events.ResultChoice;
import dev.scopestream.events.ResultEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A record about a request on the joined stream; its first byte says which kind it is. */
sealed interface Incoming {
    byte[] encode();

    /** @throws InvalidEventException when the bytes are none of these */
    static Incoming decode(byte[] bytes) {
        byte[] body = Arrays.copyOfRange(bytes, Math.min(1, bytes.length), bytes.length);
        return switch (bytes.length == 0 ? 0 : bytes[0]) {
            case 'R' -> new Result(EventCodec.RESULT.decode(body));
            case 'X' -> new Reference(EventCodec.REFERENCE.decode(body), false);
            case 'E' -> new Reference(EventCodec.REFERENCE.decode(body), true);
            case 'S' -> new Requested(new String(body, StandardCharsets.UTF_8));
            default -> throw new InvalidEventException("$", "is no record of this scorer's version");
        };
    }

    /** Without token ids: scoring needs none, and they are the larger half. */
    record Result(ResultEvent event) implements Incoming {
        public Result {
            event = event.toBuilder()
                    .output(text(event.output()))
                    .choices(event.choices().stream()
                            .map(c -> new ResultChoice(
                                    c.index(), c.seed(), text(c.output()), c.reasoningTokens(), c.kv()))
                            .toList())
                    .build();
        }

        private static ResultEvent.Output text(ResultEvent.Output output) {
            return new ResultEvent.Output(output.text(), null, List.of(), output.finishReason());
        }

        @Override
        public byte[] encode() {
            return tagged('R', EventCodec.RESULT.encode(event));
        }
    }

    /** @param embedded it came within the prompt: then it never replaces one that came by itself */
    record Reference(ReferenceEvent event, boolean embedded) implements Incoming {
        @Override
        public byte[] encode() {
            return tagged(embedded ? 'E' : 'X', EventCodec.REFERENCE.encode(event));
        }
    }

    /** What a prompt requests and its result doesn't repeat, as {@link RequestedKv#text} writes it. */
    record Requested(String text) implements Incoming {
        @Override
        public byte[] encode() {
            return tagged('S', text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] tagged(char tag, byte[] body) {
        byte[] bytes = new byte[body.length + 1];
        bytes[0] = (byte) tag;
        System.arraycopy(body, 0, bytes, 1, body.length);
        return bytes;
    }
}
