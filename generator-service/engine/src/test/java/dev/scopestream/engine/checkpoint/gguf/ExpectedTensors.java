package dev.scopestream.engine.checkpoint.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The tensors of a small safetensors file, all of them F32. */
record ExpectedTensors(Map<String, ByteBuffer> floats, Map<String, long[]> shapes) {
    static ExpectedTensors read(Path file) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = Math.toIntExact(all.getLong(0));
        String header = StandardCharsets.UTF_8.decode(all.slice(8, length)).toString();
        Map<String, ByteBuffer> floats = new TreeMap<>();
        Map<String, long[]> shapes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> tensor :
                new JsonMapper().readTree(header).properties()) {
            int from = tensor.getValue().get("data_offsets").get(0).asInt();
            int to = tensor.getValue().get("data_offsets").get(1).asInt();
            long[] shape = new long[tensor.getValue().get("shape").size()];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = tensor.getValue().get("shape").get(i).asLong();
            }
            shapes.put(tensor.getKey(), shape);
            floats.put(tensor.getKey(), all.slice(8 + length + from, to - from).order(ByteOrder.LITTLE_ENDIAN));
        }
        return new ExpectedTensors(floats, shapes);
    }
}
