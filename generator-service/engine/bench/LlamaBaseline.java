import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * llama.cpp on the JVM (de.kherud:llama 4.2.0) as another baseline: one request, full cache, greedy.
 * Run: java -cp llama-4.2.0.jar LlamaBaseline.java MODEL.gguf PROMPT_WORDS OUT THREADS
 */
public final class LlamaBaseline {
    public static void main(String[] args) {
        int words = Integer.parseInt(args[1]);
        int out = Integer.parseInt(args[2]);
        ModelParameters parameters = new ModelParameters()
                .setModel(args[0])
                .setCtxSize(4096)
                .setThreads(Integer.parseInt(args[3]))
                .setThreadsBatch(Integer.parseInt(args[3]));
        String text = "one two three four five six seven eight nine ten ".repeat(words / 10);
        try (LlamaModel model = new LlamaModel(parameters)) {
            InferenceParameters request = new InferenceParameters(text)
                    .setTemperature(0)
                    .setIgnoreEos(true)
                    .setNPredict(out);
            List<Long> steps = new ArrayList<>();
            long start = System.nanoTime();
            long last = 0;
            for (LlamaOutput output : model.generate(request)) {
                long now = System.nanoTime();
                if (last == 0) {
                    System.out.printf("prefill %d tokens, %.1f tok/s%n", model.encode(text).length,
                            model.encode(text).length / ((now - start) / 1e9));
                } else {
                    steps.add(now - last);
                }
                last = now;
            }
            Collections.sort(steps);
            System.out.printf("step median %.2f ms of %d%n", steps.get(steps.size() / 2) / 1e6, steps.size());
        }
    }
}
