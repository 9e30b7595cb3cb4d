package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.KvArgument;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** What is run, and how. */
final class RunOptions {
    @Option(
            names = "--kv",
            paramLabel = KvArgument.SYNTAX,
            required = true,
            converter = KvArgument.Converter.class,
            description = "A policy to run the documents under; may be given several times, for a comparison.")
    List<KvArgument> kv = List.of();

    @Option(
            names = "--documents",
            paramLabel = "N",
            description = "Only the first so many (default: all; generated: 16).")
    Integer documents;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "The reference's parameters: 4k-512, 4k-1024, 8k-512 or 8k-1024; see below.")
    String preset;

    @Option(
            names = "--template",
            paramLabel = "NAME",
            description = "llama3-scope, chat or none (default: the preset's; else none).")
    String template;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description =
                    "Generate at most so many a document (default: the preset's, or LongProc's; else the generator's).")
    Integer maxTokens;

    @Option(
            names = "--csqa-length-slip",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Give csqa_40 the 8K set's length under a 4K preset, as the reference does by mistake"
                    + " (default: ${DEFAULT-VALUE}).")
    boolean slip;

    @Option(
            names = "--leave-out",
            paramLabel = "N",
            split = ",",
            description = "Documents that aren't run, from 0 (default: the preset's).")
    Set<Integer> leaveOut;

    @Option(names = "--temperature", paramLabel = "T", description = "0 is greedy (the default), at most 10.")
    Double temperature;

    @Option(
            names = "--samples",
            paramLabel = "K",
            description = "So many answers a document, scored by majority, too (maj@K); needs a temperature to differ.")
    Integer samples;

    @Option(names = "--model", paramLabel = "NAME", description = "Only if the generator serves this model.")
    String model;

    @Option(names = "--k", paramLabel = "K", description = "Synthetic questions (default: ${DEFAULT-VALUE}).")
    int k = 32;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of documents that are generated (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(
            names = "--prompt-limit",
            paramLabel = "TOKENS",
            description = "A longer prompt keeps its first and last halves, as the reference does (7950 there for"
                    + " Llama 3); needs --tokenizer.")
    Integer promptLimit;

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            description = "The model's checkpoint directory or GGUF file, to count tokens for --prompt-limit.")
    Path tokenizer;

    @Option(
            names = "--run",
            paramLabel = "NAME",
            description = "The same command under the same name goes on where it was; another name begins anew"
                    + " (default: ${DEFAULT-VALUE}).")
    String run = "run";

    @Option(
            names = "--resend",
            description = "Send again what has no result yet: what was refused, and prompts that may be lost.")
    boolean resend;

    @Option(
            names = "--scorer-wait",
            paramLabel = "SECONDS",
            description = "Once all results are there, wait so long for a scorer, then score here (default:"
                    + " ${DEFAULT-VALUE}).")
    int scorerWait = 10;
}
