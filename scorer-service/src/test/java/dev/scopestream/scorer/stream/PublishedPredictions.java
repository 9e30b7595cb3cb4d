package dev.scopestream.scorer.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.events.Answer;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.ReferenceEvent;
import dev.scopestream.events.RequestTimings;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Usage;
import dev.scopestream.scorer.score.ScoredDataset;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Published predictions as the records that a generator and a client would have written. */
public final class PublishedPredictions {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern CELL = Pattern.compile("(\\w+)\\+(\\w+)_decoding_window_(\\d+)_recent_window_(\\d+)");

    private PublishedPredictions() {}

    /** One document of one cell. */
    public record Pair(ResultEvent result, ReferenceEvent reference) {}

    /** @param cell as published.csv names it: {@code H2O+slide_decoding_window_512_recent_window_256} */
    public static List<Pair> read(Path file, String cell, String dataset) throws IOException {
        ScoredDataset set = ScoredDataset.named(dataset);
        KvReport kv = kv(cell);
        List<Pair> pairs = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = MAPPER.readTree(line);
                List<String> answers = new ArrayList<>();
                node.get("answers").forEach(a -> answers.add(a.asText()));
                int document = node.get("document").asInt();
                String id = dataset + "/" + cell + "/" + document;
                List<Answer> labelled = set.label(answers);
                pairs.add(new Pair(
                        result(id, node.get("prediction").asText(), kv),
                        new ReferenceEvent(id, dataset, document, set.kind(), labelled)));
            }
        }
        return pairs;
    }

    private static ResultEvent result(String id, String text, KvReport kv) {
        int tokens = Math.max(1, text.length() / 4);
        return ResultEvent.builder()
                .id(id)
                .model("Llama-3.1-8B-Instruct")
                .output(text, List.of(), dev.scopestream.events.FinishReason.STOP)
                .usage(Usage.of(3000, tokens))
                .kv(kv)
                .timings(new RequestTimings(1, 2, 25, 1 + 25.0 * tokens))
                .worker("published")
                .build();
    }

    /** Bytes are the arithmetic of the budget for that model (32 layers of 8 heads of 128, bf16), not measured. */
    private static KvReport kv(String cell) {
        Matcher name = CELL.matcher(cell);
        if (!name.matches()) {
            throw new IllegalArgumentException("not a published cell: " + cell);
        }
        String prefill = name.group(1).toLowerCase(Locale.ROOT);
        String decode = name.group(2).toLowerCase(Locale.ROOT);
        int window = Integer.parseInt(name.group(3));
        long entries = decode.equals("none") ? 5000 : (prefill.equals("allkv") ? 3000 : 2048) + window;
        return KvReport.builder()
                .policy(prefill, decode, KvSpec.Fidelity.REFERENCE)
                .sizes(2048, window, Integer.parseInt(name.group(4)))
                .memory(entries * 131_072, entries * 131_072.0)
                .build();
    }
}
