package dev.scopestream.cli.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.TextFile;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.hub.LocalModel;
import dev.scopestream.engine.trace.EvictedEntry;
import dev.scopestream.engine.trace.TraceRunner;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs cases of the golden files' format, so that anybody can compare us with the SCOPE reference. */
@Command(
        name = "trace",
        description = {
            "Runs cases {name, prefill, decode, fidelity, prompt_ids, capacity, window, kernel, pooling, decoding_window,",
            "recent, max_new, output_len}, one JSON a line, and writes them back with what happened: tokens,",
            "prefill_positions, final_positions, kept_per_step, position_sum_per_step, least_logit_gap. EOS is ignored.",
            "A case that can't be run is written back with an error."
        })
public final class TraceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "Which one: " + LocalModel.FORMS + ".")
    private String model;

    @Option(names = "--cases", paramLabel = "FILE", required = true, description = "The cases; gzipped or not.")
    private Path cases;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The traces; gzipped if named .gz.")
    private Path out;

    @Option(
            names = "--dtype",
            description =
                    "fp64, fp32 or bf16 (default: ${DEFAULT-VALUE}: then the reference's rounding is the only one, and"
                            + " scores that tie in fp32 are told apart).",
            defaultValue = "fp64")
    private String dtype;

    @Option(
            names = "--evictions",
            paramLabel = "FILE",
            description =
                    "Writes every evicted entry there, as CSV: request, phase (prefill, decode), step, layer, head, position,"
                            + " score. What is held after a step is every position up to it that no line up to it names.")
    private Path evictions;

    @Option(
            names = "--most-evictions",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "At most so many of them (default: ${DEFAULT-VALUE}).")
    private long mostEvictions;

    @Override
    public Integer call() throws IOException {
        if (evictions == null) {
            return run(entry -> {});
        }
        try (EvictionCsv csv = new EvictionCsv(evictions, mostEvictions)) {
            int code = run(csv);
            if (csv.left() > 0) {
                spec.commandLine().getOut().println(evictions + " ends after " + mostEvictions + " entries");
            }
            return code;
        }
    }

    private int run(Consumer<EvictedEntry> evicted) throws IOException {
        ObjectMapper json = new ObjectMapper();
        int done = 0;
        int failed = 0;
        PrintWriter progress = spec.commandLine().getErr();
        try (BufferedReader lines = reader(cases);
                TraceRunner runner = TraceRunner.open(
                        LocalModel.find(model),
                        EngineOptions.builder().dtype(Dtype.parse(dtype)).build(),
                        evicted);
                BufferedWriter writer = writer(out)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ObjectNode trace = run(json, runner, line, done + failed + 1);
                failed += trace.has("error") ? 1 : 0;
                done += trace.has("error") ? 0 : 1;
                writer.write(json.writeValueAsString(trace));
                writer.newLine();
                progress.println((done + failed) + " " + trace.path("name").asText("") + " "
                        + trace.path("error").asText("done"));
                progress.flush();
            }
        } catch (CharacterCodingException e) {
            throw new CliException(cases + " is not UTF-8; convert it, for example by iconv -t UTF-8", e);
        }
        if (failed > 0) {
            throw new CliException(failed + " of " + (done + failed) + " cases couldn't be run; " + out + " says why");
        }
        spec.commandLine().getOut().println(done + " cases written to " + out);
        return 0;
    }

    private static ObjectNode run(ObjectMapper json, TraceRunner runner, String line, int number) {
        ObjectNode failure = json.createObjectNode();
        try {
            JsonNode node = json.readTree(line);
            if (!(node instanceof ObjectNode given)) {
                return failure.put("error", "line " + number + " is no JSON object");
            }
            failure = given.deepCopy();
            return runner.run(given);
        } catch (JsonProcessingException e) {
            return failure.put("error", "line " + number + " isn't JSON: " + e.getOriginalMessage());
        } catch (InvalidRequestException e) {
            return failure.put("error", "line " + number + ": " + e.field() + " " + e.getMessage());
        }
    }

    private static BufferedReader reader(Path file) throws IOException {
        return new BufferedReader(new InputStreamReader(TextFile.open(file), StandardCharsets.UTF_8.newDecoder()));
    }

    private static BufferedWriter writer(Path file) throws IOException {
        return file.toString().endsWith(".gz")
                ? new BufferedWriter(new OutputStreamWriter(
                        new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8))
                : Files.newBufferedWriter(file);
    }
}
