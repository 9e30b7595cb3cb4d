package dev.scopestream.cli.checkpoints;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What there is to say of a checkpoint file, by field. */
final class CheckpointFields {
    static final String STATE = "state";
    private static final String USABLE = "usable";

    private CheckpointFields() {}

    static Map<String, Object> of(String path, Lookup<CheckpointHeader> header) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", path);
        fields.put(
                STATE,
                header.missed()
                        .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                        .orElse(USABLE));
        header.found().ifPresent(h -> put(h, fields));
        return fields;
    }

    private static void put(CheckpointHeader header, Map<String, Object> fields) {
        fields.put("partition", header.id().partition());
        fields.put("offset", header.id().offset());
        fields.put("attempt", header.id().attempt());
        fields.put("tokens", header.tokens());
        fields.put("payload_bytes", header.payloadBytes());
        fields.put("created", Instant.ofEpochMilli(header.createdMillis()).toString());
        fields.put("worker", header.writer());
        fields.put("group_and_topic", HexFormat.of().toHexDigits(header.id().space()));
        fields.put("prompt_digest", HexFormat.of().toHexDigits(header.id().prompt()));
        fields.put("model", HexFormat.of().toHexDigits(header.model()));
        fields.put("policy", HexFormat.of().toHexDigits(header.policy()));
    }

    static String json(Object fields) throws JsonProcessingException {
        return new ObjectMapper().writeValueAsString(fields);
    }
}
