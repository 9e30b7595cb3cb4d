package dev.scopestream.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.Cli;
import dev.scopestream.cli.doctor.Finding.Status;
import dev.scopestream.engine.checkpoint.BundledModel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong and what to do about it. A whole installation is looked at by the pipeline's test. */
class DoctorTest {
    @TempDir
    private Path directory;

    private final List<Finding> told = new ArrayList<>();
    private final Diagnosis diagnosis = new Diagnosis(told::add);

    @Test
    void shouldSayThatNoBrokerAnswersAndLeaveTheRestOpen() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        Cli.Outcome outcome = Cli.run("doctor", "--bootstrap", "127.0.0.1:" + nobody);

        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.out())
                .containsPattern("(?m)^wrong +brokers +none answers at 127.0.0.1:" + nobody)
                .contains("-> start one")
                .containsPattern("(?m)^unknown +topics ")
                .containsPattern("(?m)^unknown +generators ");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void shouldNameAnUnknownOptionAndAValueThatCantBeRead() throws Exception {
        new OptionCheck(diagnosis).run(Map.of(), Map.of("scope.max-bach", "8"));
        new OptionCheck(diagnosis).run(Map.of(), Map.of("scope.max-batch", "many"));
        new OptionCheck(diagnosis).run(Map.of("SCOPESTREAM_HAEP", "2g"), Map.of());
        new OptionCheck(diagnosis).run(Map.of("SCOPE_THREADS", "2", "PATH", "/bin"), Map.of("scope.max-batch", "8"));

        assertThat(told)
                .extracting(Finding::status)
                .containsExactly(Status.WRONG, Status.WRONG, Status.WRONG, Status.OK, Status.OK);
        assertThat(told.get(0).found()).contains("scope.max-bach");
        assertThat(told.get(1).found()).contains("scope.max-batch", "many", "whole number");
        assertThat(told.get(2).found()).contains("SCOPESTREAM_HAEP");
        assertThat(told.get(4).found())
                .contains("SCOPE_THREADS", "scope.max-batch")
                .doesNotContain("PATH");
    }

    @Test
    void shouldSayWhatAModelLacks() throws Exception {
        Path model = BundledModel.materialise("longgen-tiny", directory);
        new ModelCheck(diagnosis).run(model);
        Files.delete(model.resolve("tokenizer.json"));
        new ModelCheck(diagnosis).run(model);
        new ModelCheck(diagnosis).run(directory.resolve("nothing"));

        assertThat(told).extracting(Finding::status).containsExactly(Status.OK, Status.WRONG, Status.WRONG);
        assertThat(told.get(0).found()).contains("longgen-tiny", "layers", "tokenizer that works");
        assertThat(told.get(1).found()).contains("tokenizer.json");
        assertThat(told.get(2).advice()).contains("--model");
    }

    @Test
    void shouldSayWhoHasAPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answer = new Thread(() -> {
                try (var connection = taken.accept()) {
                    connection.getOutputStream().write("no HTTP\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            answer.start();
            new PortCheck(diagnosis).run(Map.of(taken.getLocalPort(), "door"));
            answer.join();
        }
        assertThat(told).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Status.HINT);
            assertThat(finding.found()).contains("taken", "door");
            assertThat(finding.advice()).contains("--port");
        });
    }

    @Test
    void shouldGoOnAfterACheckThatFails() throws Exception {
        diagnosis.look("one", "mend it", () -> {
            throw new UnsatisfiedLinkError("libnothing.so");
        });
        diagnosis.look("two", "", () -> diagnosis.ok("two", "fine"));

        assertThat(told).extracting(Finding::status).containsExactly(Status.WRONG, Status.OK);
        assertThat(told.get(0).found()).contains("libnothing.so");
        assertThat(told.get(0).advice()).isEqualTo("mend it");
    }
}
