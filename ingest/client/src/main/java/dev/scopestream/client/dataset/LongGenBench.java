package dev.scopestream.client.dataset;

import dev.scopestream.events.AnswerKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * LongGenBench (arXiv 2410.04199) as SCOPE's reference builds and runs it: many questions of GSM8K, MMLU or
 * CommonsenseQA in one prompt, to be answered in one long output.
 */
public enum LongGenBench {
    GSM8K,
    MMLU,
    CSQA;

    /** The system text. */
    public static final String SYSTEM =
            "Answer each question step by step, adhering to the format shown in the examples"
                    + " provided. Start each response with 'Answer_' and introduce the final response with 'The answer is'. Do not"
                    + " repeat the question. Ensure that you respond to all the questions presented, regardless of their number.";

    /** The system text of MMLU; that it names no subject is the reference's. */
    public static final String SYSTEM_MMLU =
            SYSTEM + " The following are multiple choice questions (with answers) about ";

    /** MMLU documents that the reference excludes from its runs. */
    public static final Set<Integer> MMLU_LEFT_OUT = Set.of(21, 30, 31, 48);

    /** How its prompts are made. */
    public PromptForm form() {
        return switch (this) {
            case GSM8K -> {
                Optional<String> demos = Optional.of(resource("demos-gsm8k.txt"));
                yield new PromptForm(AnswerKind.NUMBER, task -> demos, 9, "\n", SYSTEM, Integer.MAX_VALUE);
            }
            case CSQA -> {
                Optional<String> demos = Optional.of(resource("demos-csqa.txt"));
                yield new PromptForm(AnswerKind.CHOICE, task -> demos, 6, "\n\n", SYSTEM, Integer.MAX_VALUE);
            }
            case MMLU -> {
                MmluDemos demos = MmluDemos.bundled();
                yield new PromptForm(AnswerKind.CHOICE, demos::examples, 6, "\n", SYSTEM_MMLU, 1);
            }
        };
    }

    static String resource(String name) {
        try (InputStream in = LongGenBench.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new DatasetException(name + " is missing in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
