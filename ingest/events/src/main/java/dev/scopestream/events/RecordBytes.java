package dev.scopestream.events;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A record's bytes as text. A UTF-8 byte order mark (EF BB BF) is skipped, and so is the header that the serializers of
 * Confluent's Schema Registry put before JSON: a zero byte and the schema's id (4 bytes, big endian).
 *
 * @param text what follows the header and the mark
 * @param schemaId of the header; null without one
 */
record RecordBytes(String text, Integer schemaId) {
    private static final int HEADER_BYTES = 5;

    /** @throws InvalidEventException with the field {@code $}: the bytes aren't UTF-8 */
    static RecordBytes of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Integer schemaId = null;
        if (bytes.length > HEADER_BYTES && bytes[0] == 0) {
            schemaId = in.position(1).getInt();
        }
        if (in.remaining() >= 3 && mark(in, 0xEF, 0xBB) && in.get(in.position() + 2) == (byte) 0xBF) {
            in.position(in.position() + 3);
        } else if (in.remaining() >= 2 && (mark(in, 0xFF, 0xFE) || mark(in, 0xFE, 0xFF))) {
            throw new InvalidEventException("$", "is UTF-16, must be UTF-8");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
            return new RecordBytes(text, schemaId);
        } catch (CharacterCodingException e) {
            throw new InvalidEventException("$", "is not UTF-8" + after(schemaId), e);
        }
    }

    /** For errors: names the header that was skipped, if there was one. */
    String afterHeader() {
        return after(schemaId);
    }

    private static String after(Integer schemaId) {
        return schemaId == null
                ? ""
                : " after a Schema Registry header (schema id " + Integer.toUnsignedString(schemaId)
                        + "); of its formats only JSON can be read";
    }

    private static boolean mark(ByteBuffer in, int first, int second) {
        return in.get(in.position()) == (byte) first && in.get(in.position() + 1) == (byte) second;
    }
}
