package dev.scopestream.cli.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.engine.runtime.Processor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Measures ours and the peers in turns, and says on what machine. */
public final class PeerBench {
    private final PeerSetup setup;
    private final PrintWriter progress;

    /** @param progress gets a line a run */
    public PeerBench(PeerSetup setup, PrintWriter progress) {
        this.setup = setup;
        this.progress = progress;
    }

    /**
     * What is run.
     *
     * @param policies ours, a contender each: {@code PREFILL+DECODE}
     * @param dtype of ours
     * @param options of ours besides: those of {@code bench engine}
     */
    public record Plan(
            List<String> policies,
            String dtype,
            List<String> options,
            List<Peer> peers,
            List<PeerCase> cases,
            int rounds) {}

    /** A report: text for people, and the same for programs. */
    public record Report(String text, ObjectNode json) {}

    /**
     * Runs all of it; a peer that can't be installed or fails is a row with its reason.
     *
     * @throws CliException when another one runs, or nothing could be measured
     */
    public Report run(Plan plan) throws IOException, InterruptedException {
        Files.createDirectories(setup.cache());
        try (FileChannel channel = FileChannel.open(
                        setup.cache().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock();
                PeerScripts scripts = PeerScripts.unpack()) {
            if (lock == null) {
                throw new CliException("another process measures with the peers in " + setup.cache());
            }
            List<Contender> contenders = new ArrayList<>();
            for (String policies : plan.policies()) {
                contenders.add(new ScopeStream(policies, plan.dtype(), plan.options(), setup));
            }
            for (Peer peer : plan.peers()) {
                contenders.add(new PythonPeer(peer, setup, scripts));
            }
            List<PeerRow> rows = new PeerRounds(contenders, plan.cases(), progress).run(plan.rounds());
            return report(plan, rows);
        }
    }

    private Report report(Plan plan, List<PeerRow> rows) {
        if (rows.stream().allMatch(row -> row.runs().isEmpty())) {
            throw new CliException(
                    "nothing could be measured: " + rows.get(0).failure().orElse("no cases"));
        }
        String processor = Processor.name(Processor.LINUX) + ", " + setup.threads() + " threads, "
                + String.join(
                        " ",
                        Processor.kernelFlags(Processor.LINUX).stream().sorted().toList());
        String date = LocalDate.now(ZoneOffset.UTC).toString();
        String head = setup.model().getFileName() + ", " + setup.output() + " tokens out, " + plan.rounds()
                + " rounds in turns; " + processor + "; " + date;
        return new Report(head + "\n\n" + PeerTable.render(rows), json(plan, rows, processor, date));
    }

    private ObjectNode json(Plan plan, List<PeerRow> rows, String processor, String date) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode report = mapper.createObjectNode()
                .put("model", String.valueOf(setup.model().getFileName()))
                .put("processor", processor)
                .put("date", date)
                .put("output", setup.output())
                .put("rounds", plan.rounds());
        ArrayNode list = report.putArray("rows");
        for (PeerRow row : rows) {
            ObjectNode node = list.addObject()
                    .put("engine", row.name())
                    .put("requests", row.peerCase().requests())
                    .put("prompt", row.peerCase().prompt());
            row.failure().ifPresent(reason -> node.put("failure", reason));
            ArrayNode runs = node.putArray("runs");
            row.runs().forEach(run -> {
                ObjectNode one = runs.addObject()
                        .put("stepMillis", run.stepMillis())
                        .put("prefillTokensPerSecond", run.prefillTokensPerSecond())
                        .put("residentBytes", run.residentBytes())
                        .put("numbers", run.numbers());
                run.kvBytes().ifPresent(bytes -> one.put("kvBytes", bytes));
                one.set("versions", mapper.valueToTree(new TreeMap<>(run.versions())));
            });
        }
        return report;
    }
}
