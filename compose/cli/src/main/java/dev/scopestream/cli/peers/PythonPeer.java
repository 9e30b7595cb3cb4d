package dev.scopestream.cli.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.common.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A peer that is run by its Python script. */
final class PythonPeer implements Contender {
    /** Nothing is asked of a hub, and no usage reported. */
    private static final Map<String, String> OFFLINE = Map.of(
            "HF_HUB_OFFLINE", "1",
            "TRANSFORMERS_OFFLINE", "1",
            "HF_HUB_DISABLE_TELEMETRY", "1",
            "DO_NOT_TRACK", "1",
            "PYTHONDONTWRITEBYTECODE", "1");

    private final Peer peer;
    private final PeerSetup setup;
    private final Path script;
    private final Path prepared;
    private Path interpreter;

    /** @param scripts has this peer's */
    PythonPeer(Peer peer, PeerSetup setup, PeerScripts scripts) throws IOException {
        this.peer = peer;
        this.setup = setup;
        this.script = scripts.path(peer.script());
        this.prepared =
                peer.converts() ? setup.converted().resolve(peer.environment().home() + "-" + peer) : setup.model();
    }

    @Override
    public String name() {
        return peer.title();
    }

    @Override
    public void prepare() throws IOException, InterruptedException {
        interpreter = peer.environment()
                .install(
                        setup.cache().resolve("environments"),
                        setup.python(),
                        setup.limits().install());
        if (peer.converts() && !Files.exists(prepared)) {
            convert();
        }
    }

    private void convert() throws IOException, InterruptedException {
        Path partial = prepared.resolveSibling(prepared.getFileName() + ".partial");
        try {
            if (Files.exists(partial)) {
                FileTree.delete(partial);
            }
            Files.createDirectories(partial);
            ChildProcess.Outcome unused =
                    child("prepare", partial).run(setup.limits().install());
            Files.move(partial, prepared, StandardCopyOption.ATOMIC_MOVE);
        } catch (PeerException e) {
            throw new PeerException("not converted: " + e.getMessage(), e);
        } finally {
            if (Files.exists(partial)) {
                FileTree.delete(partial);
            }
        }
    }

    private ChildProcess child(String verb, Path form, String... words) {
        List<String> command = new ArrayList<>(List.of(
                interpreter.toString(), script.toString(), verb, setup.model().toString(), form.toString()));
        command.addAll(List.of(words));
        Map<String, String> variables = new TreeMap<>(OFFLINE);
        variables.put("OMP_NUM_THREADS", Integer.toString(setup.threads()));
        return new ChildProcess(command, variables, setup.log(peer.title(), verb));
    }

    @Override
    public Measurement run(PeerCase peerCase) throws IOException, InterruptedException {
        ChildProcess.Outcome outcome = child(
                        "run",
                        prepared,
                        Integer.toString(peerCase.requests()),
                        Integer.toString(peerCase.prompt()),
                        Integer.toString(setup.output()),
                        Integer.toString(setup.threads()))
                .run(setup.limits().run());
        JsonNode result = new ObjectMapper().readTree(outcome.lastObject());
        Map<String, String> versions = new TreeMap<>();
        result.path("versions")
                .properties()
                .forEach(v -> versions.put(v.getKey(), v.getValue().asText()));
        JsonNode kv = result.path("kvBytes");
        return new Measurement(
                result.path("prefillTokensPerSecond").asDouble(),
                result.path("stepMillis").asDouble(),
                kv.isNumber() ? OptionalLong.of(kv.asLong()) : OptionalLong.empty(),
                outcome.residentBytes(),
                result.path("numbers").asText(),
                versions);
    }
}
