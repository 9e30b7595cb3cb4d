import dev.scopestream.events.Answer;
import dev.scopestream.scorer.score.ScoredDataset;
import dev.scopestream.scorer.score.DocumentScorer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Documents of 16 KB that one core scores in a second by both scorers. After {@code mvn package -pl scorer-service -am}:
 * {@code java -cp 'scorer-service/target/classes:scorer-service/target/lib/*' scorer-service/src/bench/java/ScoreBench.java}
 */
public final class ScoreBench {
    private static final int SIZE = 16 * 1024;
    private static final int WARM_UP = 3000;
    /** Time of the processor, not of the clock: others may be at work. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    public static void main(String[] args) {
        double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 3;
        for (ScoredDataset dataset : ScoredDataset.known()) {
            List<Answer> answers = dataset.label(
                    IntStream.range(0, 30).mapToObj(i -> number(dataset) ? "#### " + i : "B").toList());
            run(dataset, "ordinary", answers, ordinary(dataset), seconds);
            run(dataset, "hostile", answers, "Answer_9: The answer is ".repeat(SIZE / 24), seconds);
        }
    }

    private static void run(ScoredDataset dataset, String name, List<Answer> answers, String text, double seconds) {
        DocumentScorer scorer = new DocumentScorer(dataset.form());
        long check = 0;
        for (int i = 0; i < WARM_UP; i++) {
            check += scorer.score(answers, text).alignedCorrect();
        }
        long start = THREADS.getCurrentThreadCpuTime();
        long documents = 0;
        long took = 0;
        while (took < seconds * 1e9) {
            check += scorer.score(answers, text).alignedCorrect();
            documents++;
            took = THREADS.getCurrentThreadCpuTime() - start;
        }
        System.out.println(String.format(
                Locale.ROOT,
                "%-10s %-9s %9.0f documents of %d bytes in a second of a core (%d)",
                dataset.name(),
                name,
                documents * 1e9 / took,
                text.length(),
                check));
    }

    private static String ordinary(ScoredDataset dataset) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < SIZE; i++) {
            text.append("Answer_").append(dataset.firstLabel() + i).append(":\n");
            text.append("She buys cartons of ice cream with 15 servings per carton.\n".repeat(8));
            text.append(number(dataset) ? "The answer is $1," + (100 + i) + ".\n\n" : "The answer is (B).\n\n");
        }
        return text.substring(0, SIZE);
    }

    private static boolean number(ScoredDataset dataset) {
        return dataset.kind() == dev.scopestream.events.AnswerKind.NUMBER;
    }
}
