package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.ExitCodes;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.KvArgument;
import dev.scopestream.cli.common.NumberRange;
import dev.scopestream.cli.common.RootCommand;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.client.dataset.Dataset;
import dev.scopestream.client.dataset.LongProc;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.Limits;
import dev.scopestream.events.Template;
import dev.scopestream.events.WireEnum;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a set's documents under policies, through Kafka. */
@Command(
        name = "run",
        description = "Sends a set's documents to the generators under one or several policies, follows the results,"
                + " and prints both scores and the policies' differences. Ctrl-C stops following; the same command"
                + " goes on from there.")
final class DatasetRunCommand implements Callable<Integer> {
    private static final int SYNTHETIC_DOCUMENTS = 16;
    private static final int MOST_DOCUMENTS = 100_000;

    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE|NAME",
            description =
                    "A file that `dataset build` made, or a set that is generated: synthetic, or one of LongProc's"
                            + " (`dataset list`).")
    private String source;

    @Mixin
    private RunOptions options;

    @Mixin
    private JsonOption json;

    /** The presets' table stands below the options as it is, without being wrapped. */
    @Spec
    void setSpec(CommandSpec value) {
        spec = value;
        IHelpSectionRenderer presets = help -> String.format("%n%s%n", Preset.table());
        value.usageMessage().sectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, presets);
    }

    @Override
    public Integer call() {
        check();
        PrintWriter err = spec.commandLine().getErr();
        // with --json, progress and tables are for standard error
        PrintWriter out = json.given() ? err : spec.commandLine().getOut();
        RunPlan plan = plan(out, err);
        DatasetRun run = new DatasetRun(plan, plan.inTurns(), out, err);
        Map<String, Object> client = RootCommand.of(spec).connection().clientProperties();
        try (StopSignal stop = StopSignal.install()) {
            try {
                boolean allServed = run.run(client, options.resend, Duration.ofSeconds(options.scorerWait), stop);
                if (json.given()) {
                    run.outcomes().forEach(outcome -> JsonOption.print(spec, outcome.fields()));
                }
                return allServed ? ExitCodes.DONE : ExitCodes.FAILED;
            } catch (RuntimeException e) {
                // whatever breaks when its thread is interrupted by Ctrl-C is no failure
                return interrupted(stop, run, e);
            }
        }
    }

    private int interrupted(StopSignal stop, DatasetRun run, RuntimeException e) {
        if (!stop.received()) {
            throw e;
        }
        stop.await();
        spec.commandLine()
                .getErr()
                .println("scopestream: stopped: " + run.state() + "; generators go on with what was sent, and the same"
                        + " command goes on from there");
        return ExitCodes.INTERRUPTED;
    }

    private RunPlan plan(PrintWriter out, PrintWriter err) {
        Optional<Preset> preset = Optional.ofNullable(options.preset).map(this::preset);
        int synthetic = options.documents == null ? SYNTHETIC_DOCUMENTS : options.documents;
        Dataset all = Sets.open(source, options.seed, options.k, synthetic, err);
        Set<Integer> leftOut = options.leaveOut != null
                ? options.leaveOut
                : preset.map(p -> p.leftOut(all.name())).orElse(Set.of());
        Dataset rest = new Dataset(
                all.name(),
                all.kind(),
                all.documents().stream()
                        .filter(d -> !leftOut.contains(d.number()))
                        .toList());
        Dataset dataset = options.documents == null ? rest : rest.first(options.documents);
        if (dataset.documents().isEmpty()) {
            throw new CliException("no document of " + all.name() + " is left to run");
        }
        Integer maxTokens = options.maxTokens != null
                ? options.maxTokens
                : preset.map(p -> p.maxTokens(all.name(), options.slip))
                        .or(() -> LongProc.Form.named(source).map(LongProc.Form::maxTokens))
                        .orElse(null);
        Map<String, KvSpec> policies = policies(preset);
        RunPlan plan;
        try (Halves halves = options.promptLimit == null ? null : new Halves(options.tokenizer, options.promptLimit)) {
            Prompts prompts = new Prompts(
                            dataset, template(preset), maxTokens, options.model, Optional.ofNullable(halves))
                    .sampled(options.samples, options.temperature);
            plan = RunPlan.of(options.run, dataset, policies, prompts::of);
        }
        plan.impossible().forEach(line -> err.println("scopestream: left out: " + line));
        out.println("set        " + dataset.name() + ": " + dataset.documents().size() + " documents, "
                + policies.size() + (policies.size() == 1 ? " policy" : " policies"));
        return plan;
    }

    private Map<String, KvSpec> policies(Optional<Preset> preset) {
        Map<String, KvSpec> policies = new LinkedHashMap<>();
        for (KvArgument kv : options.kv) {
            KvSpec full = preset.map(p -> p.complete(kv.spec())).orElse(kv.spec());
            if (policies.put(kv.text(), full) != null) {
                throw new ParameterException(spec.commandLine(), "--kv " + kv.text() + " is there twice");
            }
        }
        return policies;
    }

    private Template template(Optional<Preset> preset) {
        if (options.template == null) {
            return preset.isPresent() ? Template.LLAMA3_SCOPE : Template.NONE;
        }
        return WireEnum.find(Template.class, options.template)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--template '" + options.template + "' is not one of " + WireEnum.list(Template.class)));
    }

    private Preset preset(String name) {
        try {
            return Preset.named(name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--preset: " + e.getMessage(), e);
        }
    }

    private void check() {
        NumberRange.check(spec, "--documents", options.documents, 1, MOST_DOCUMENTS);
        NumberRange.check(spec, "--max-tokens", options.maxTokens, 1, Limits.MAX_TOKENS);
        NumberRange.check(spec, "--k", options.k, 1, 64);
        NumberRange.check(spec, "--samples", options.samples, 1, Limits.SAMPLES);
        if (options.temperature != null
                && !(options.temperature >= 0 && options.temperature <= Limits.MAX_TEMPERATURE)) {
            throw new ParameterException(
                    spec.commandLine(), "--temperature must be from 0 to " + Limits.MAX_TEMPERATURE);
        }
        NumberRange.check(spec, "--prompt-limit", options.promptLimit, 2, Limits.MAX_TOKENS);
        NumberRange.check(spec, "--scorer-wait", options.scorerWait, 0, 3600);
        if ((options.promptLimit == null) != (options.tokenizer == null)) {
            throw new ParameterException(spec.commandLine(), "--prompt-limit and --tokenizer go together");
        }
        if (!options.run.matches("[A-Za-z0-9._-]{1,40}")) {
            throw new ParameterException(spec.commandLine(), "--run must be 1 to 40 of A-Z a-z 0-9 . _ -");
        }
    }
}
