package dev.scopestream.cli.doctor;

import dev.scopestream.cli.common.ExitCodes;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.Terminal;
import dev.scopestream.cli.doctor.Finding.Status;
import dev.scopestream.engine.hub.LocalModel;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at everything that a run needs. */
@Command(
        name = "doctor",
        description = "Looks at this machine, the configuration, a model and the cluster, and says what is there, what"
                + " is wrong, and what to do. It changes nothing.",
        footer = {
            "",
            "Exit codes: 0 nothing is wrong (hints are no fault), 3 something is; 1 failed, 2 wrong command line."
        })
public final class DoctorCommand implements Callable<Integer> {
    private static final int LONGEST = 400;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "The model to look at: " + LocalModel.FORMS + " (default: $SCOPE_MODEL, else longgen-tiny).")
    private String model = System.getenv().getOrDefault("SCOPE_MODEL", "longgen-tiny");

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "The generators' consumer group (default: ${DEFAULT-VALUE}).")
    private String group = System.getenv().getOrDefault("SCOPE_GROUP_ID", "scope-generators");

    @Option(
            names = "--scorer-group",
            paramLabel = "GROUP",
            description = "The scorer's application id (default: ${DEFAULT-VALUE}).")
    private String scorerGroup = System.getenv().getOrDefault("SCORER_APPLICATION_ID", "scopestream-scorer");

    @Option(names = "--no-cluster", description = "Leave the cluster out.")
    private boolean noCluster;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "An option that a service is to get, to be checked; may be given several times.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws InterruptedException {
        Diagnosis diagnosis = new Diagnosis(this::show);
        new MachineCheck(diagnosis).run();
        new OptionCheck(diagnosis).run(System.getenv(), settings);
        new PortCheck(diagnosis).run(PortCheck.PORTS);
        diagnosis.look("model", "name one with --model", () -> new ModelCheck(diagnosis).run(LocalModel.find(model)));
        if (!noCluster) {
            new ClusterCheck(diagnosis, RootCommand.of(spec).connection())
                    .run(new ClusterCheck.Groups(group, scorerGroup));
        }
        long wrong = diagnosis.count(Status.WRONG);
        if (json.given()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("wrong", wrong);
            fields.put("hints", diagnosis.count(Status.HINT));
            fields.put(
                    "findings",
                    diagnosis.findings().stream().map(Finding::fields).toList());
            JsonOption.print(spec, fields);
        } else {
            spec.commandLine()
                    .getOut()
                    .println(
                            wrong == 0
                                    ? "nothing is wrong"
                                    : wrong + (wrong == 1 ? " thing is" : " things are") + " wrong");
        }
        return wrong == 0 ? ExitCodes.DONE : ExitCodes.FOUND;
    }

    private void show(Finding finding) {
        if (!json.given()) {
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    "%-8s %-13s %s%n",
                    finding.status().name().toLowerCase(Locale.ROOT),
                    finding.name(),
                    Terminal.oneLine(finding.found(), LONGEST));
            if (!finding.advice().isEmpty()) {
                out.printf("%-8s %-13s -> %s%n", "", "", Terminal.oneLine(finding.advice(), LONGEST));
            }
        }
    }
}
