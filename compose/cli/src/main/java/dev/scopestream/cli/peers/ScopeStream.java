package dev.scopestream.cli.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Ours: {@code bench engine} in a JVM as this one, under a pair of policies. */
final class ScopeStream implements Contender {
    private static final String MAIN = "dev.scopestream.cli.Main";

    private final String policies;
    private final String dtype;
    private final List<String> options;
    private final PeerSetup setup;

    /**
     * @param policies {@code PREFILL+DECODE}
     * @param options of {@code bench engine}, besides the case and the policies
     */
    ScopeStream(String policies, String dtype, List<String> options, PeerSetup setup) {
        this.policies = policies;
        this.dtype = dtype;
        this.options = List.copyOf(options);
        this.setup = setup;
    }

    @Override
    public String name() {
        return "ScopeStream " + policies;
    }

    @Override
    public void prepare() {
        // it's this program
    }

    @Override
    public Measurement run(PeerCase peerCase) throws IOException, InterruptedException {
        Path json = Files.createTempFile("scopestream-bench", ".json");
        try {
            Map<String, String> threads = Map.of("OMP_NUM_THREADS", Integer.toString(setup.threads()));
            ChildProcess.Outcome outcome = new ChildProcess(command(peerCase, json), threads, setup.log(name(), "run"))
                    .run(setup.limits().run());
            JsonNode result =
                    new ObjectMapper().readTree(json.toFile()).path("results").path(0);
            return new Measurement(
                    result.path("prefillTokensPerSecond").asDouble(),
                    result.path("stepMillis50").asDouble(),
                    OptionalLong.of(result.path("kvBytesHeld").asLong()),
                    outcome.residentBytes(),
                    dtype,
                    Map.of("scopestream", version()));
        } finally {
            Files.deleteIfExists(json);
        }
    }

    private List<String> command(PeerCase peerCase, Path json) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "bench", "engine"));
        command.addAll(List.of("--model", setup.model().toString(), "--dtype", dtype, "--kv", policies));
        command.addAll(List.of("--batch", Integer.toString(peerCase.requests())));
        command.addAll(List.of("--prompt", Integer.toString(peerCase.prompt())));
        command.addAll(List.of("--out", Integer.toString(setup.output())));
        command.addAll(List.of("--threads", Integer.toString(setup.threads()), "--json", json.toString()));
        command.addAll(options);
        return command;
    }

    private static String version() {
        return Optional.ofNullable(ScopeStream.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }
}
