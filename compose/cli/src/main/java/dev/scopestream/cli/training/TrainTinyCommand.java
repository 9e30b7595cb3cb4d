package dev.scopestream.cli.training;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.ExitCodes;
import dev.scopestream.cli.common.JsonOption;
import dev.scopestream.cli.common.NumberRange;
import dev.scopestream.cli.common.StopSignal;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.text.TextCodec;
import dev.scopestream.engine.training.LlamaShape;
import dev.scopestream.engine.training.ModelDirectory;
import dev.scopestream.engine.training.SmallLlamaTraining;
import dev.scopestream.engine.training.TrainingState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A model of one's own for the experiment. */
@Command(
        name = "train-tiny",
        description =
                "Trains a tiny Llama for the arithmetic task of `dataset build`, from nothing. Interrupted, it goes on where"
                        + " it was when it is started again with the same --out and --seed.")
public final class TrainTinyCommand implements Callable<Integer> {
    private static final int WORDS = 223;
    private static final int POSITIONS = 4096;
    private static final List<Integer> QUESTIONS = List.of(8, 16, 32);
    private static final double GOOD = 90;

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new directory for the model.")
    private Path out;

    @Option(names = "--seed", defaultValue = "1", description = "Of weights and documents (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--minutes",
            defaultValue = "60",
            description = "Time to train for, 0.1 to 1440 (${DEFAULT-VALUE}).")
    private double minutes;

    @Option(names = "--threads", defaultValue = "2", description = "That compute, 1 to 64 (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--check-documents",
            defaultValue = "16",
            description =
                    "Documents of each of three sizes to check the model with in the end, 1 to 1000 (${DEFAULT-VALUE}).")
    private int documents;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException {
        NumberRange.check(spec, "--threads", threads, 1, 64);
        NumberRange.check(spec, "--check-documents", documents, 1, 1000);
        if (!(minutes >= 0.1 && minutes <= 1440)) {
            throw new CliException("--minutes must be from 0.1 to 1440, is " + minutes);
        }
        LlamaShape shape = LlamaShape.tiny(WORDS);
        Path bundled = BundledModel.materialise("longgen-tiny", BundledModel.defaultCache());
        try (StopSignal stop = StopSignal.install();
                TrainingDirectory directory = TrainingDirectory.take(out);
                TextCodec codec = TextCodec.open(bundled)) {
            Optional<TrainingState> former = directory.interrupted(shape);
            TrainingProgress begin = former.map(state -> TrainingProgress.parse(state.progress()))
                    .orElseGet(() -> TrainingProgress.begin(seed, minutes));
            if (begin.seed() != seed) {
                throw new CliException(out + " has a training of --seed " + begin.seed() + ", not " + seed);
            }
            TrainingProgress end;
            float[] weights;
            try (SmallLlamaTraining training =
                    new SmallLlamaTraining(shape, shape.initial(new Random(seed)), TokenKind.importance(), threads)) {
                former.ifPresent(s -> training.restore(s.weights(), s.moments(), s.steps()));
                former.ifPresent(s -> err().printf(
                                Locale.ROOT, "goes on at %.1f min, %,d steps%n", begin.seconds() / 60, begin.steps()));
                DigitRepair repair = new DigitRepair(codec.encode("0", false).get(0));
                end = new TrainingRun(
                                shape,
                                training,
                                new TrainingDocuments(codec, seed),
                                repair,
                                begin.withMinutes(minutes),
                                directory.state(),
                                System::nanoTime)
                        .run(stop::received, reports(begin));
                weights = training.weights();
            }
            if (!end.done()) {
                err().println("interrupted: the same command goes on from here");
                return ExitCodes.INTERRUPTED;
            }
            return finish(directory, new ModelDirectory(shape, bundled), weights, end);
        }
    }

    private int finish(TrainingDirectory directory, ModelDirectory model, float[] weights, TrainingProgress progress)
            throws IOException {
        model.write(directory.model(), weights, POSITIONS, Map.of("format", "pt"));
        Map<Integer, Double> accuracy = AccuracyCheck.of(directory.model(), QUESTIONS, documents, threads);
        Files.writeString(directory.model().resolve("README.md"), TrainingReport.card(progress, accuracy, documents));
        directory.finish();
        if (json.given()) {
            Map<String, Double> byQuestions = new TreeMap<>();
            accuracy.forEach((k, percent) -> byQuestions.put(Integer.toString(k), percent));
            JsonOption.print(
                    spec,
                    Map.of(
                            "model",
                            out.toString(),
                            "steps",
                            progress.steps(),
                            "tokens",
                            progress.tokens(),
                            "accuracy",
                            byQuestions));
        } else {
            PrintWriter print = spec.commandLine().getOut();
            accuracy.forEach((k, percent) -> print.printf(
                    Locale.ROOT, "K %2d: %5.1f %% of the answers are right (%d documents)%n", k, percent, documents));
            print.println("model  " + out);
        }
        boolean learnt = accuracy.values().stream().allMatch(percent -> percent >= GOOD);
        if (!learnt) {
            err().println("it hasn't learnt the task: more --minutes or another --seed may do");
        }
        return learnt ? ExitCodes.DONE : ExitCodes.FOUND;
    }

    private BiConsumer<TrainingProgress, Hits> reports(TrainingProgress begin) {
        double[] last = {begin.seconds(), begin.tokens()};
        return (progress, hits) -> {
            double speed = (progress.tokens() - last[1]) / Math.max(1e-9, progress.seconds() - last[0]);
            last[0] = progress.seconds();
            last[1] = progress.tokens();
            if (hits.steps() == 0) {
                return;
            }
            if (json.given()) {
                JsonOption.print(spec, TrainingReport.fields(progress, hits, speed));
            } else {
                err().println(TrainingReport.line(progress, hits, speed));
                err().flush();
            }
        };
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
