package dev.scopestream.client.dataset;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.scopestream.client.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a source that is neither GSM8K, MMLU nor CommonsenseQA has its questions and answers, as a small YAML file:
 *
 * <pre>{@code
 * format: jsonl                # or csv, tsv, whose first line names the columns
 * question: /question/stem     # JSON pointer (RFC 6901), or the name of a field or column
 * choices: [/choices]          # may be left out; an array, or several fields: [A, B, C, D]
 * choice_text: /text           # where a choice that is an object has its text
 * answer: /answerKey
 * answer_is: text              # as it is; or index0, index1: the number of the choice; or choice: the choice's text
 * task: /subject               # may be left out; a document's questions are of one task
 * kind: choice                 # or number, text
 * examples: examples.txt       # beside this file; may be left out: worked examples at the prompt's head
 * first: 6                     # number of the first question, after the examples'; 1
 * separator: "\n\n"            # between questions; "\n"
 * system: Answer all questions.   # may be left out
 * }</pre>
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Mapping(
        Format format,
        String question,
        List<String> choices,
        String choiceText,
        String answer,
        AnswerIs answerIs,
        String task,
        String kind,
        String examples,
        Integer first,
        String separator,
        String system) {

    public enum Format {
        JSONL,
        CSV,
        TSV
    }

    /** What a source's answer says. */
    public enum AnswerIs {
        TEXT,
        INDEX0,
        INDEX1,
        CHOICE
    }

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();
    private static final int LARGEST = 1 << 20;

    public Mapping {
        require(format, "format");
        require(question, "question");
        require(answer, "answer");
        require(kind, "kind");
        choices = choices == null ? List.of() : List.copyOf(choices);
        answerIs = answerIs == null ? AnswerIs.TEXT : answerIs;
        first = first == null ? 1 : first;
        separator = separator == null ? "\n" : separator;
        system = system == null ? "" : system;
        if (first < 0) {
            throw new DatasetException("first must not be negative, is " + first);
        }
        DatasetFile.kindNamed(kind);
        if (choices.isEmpty() && answerIs != AnswerIs.TEXT) {
            throw new DatasetException("answer_is needs choices");
        }
    }

    /**
     * Reads a mapping.
     *
     * @throws DatasetException naming the file and what is wrong in it
     */
    public static Mapping read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new DatasetException(file + " has more than " + LARGEST + " bytes: that is no mapping");
            }
            return YAML.readValue(Files.readAllBytes(file), Mapping.class);
        } catch (JsonMappingException e) {
            String path = e.getPath().stream()
                    .map(JsonMappingException.Reference::getFieldName)
                    .map(String::valueOf)
                    .collect(Collectors.joining("."));
            String reason =
                    e.getCause() instanceof DatasetException wrong ? wrong.getMessage() : e.getOriginalMessage();
            throw new DatasetException(file + ": " + (path.isEmpty() ? "" : path + ": ") + reason, e);
        } catch (JsonProcessingException e) {
            throw new DatasetException(file + " is not YAML: " + e.getOriginalMessage(), e);
        } catch (NoSuchFileException e) {
            throw new DatasetException("there is no file " + file, e);
        } catch (IOException e) {
            throw new DatasetException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    /** How its prompts are made; {@code directory} is the mapping file's, where the examples lie. */
    public PromptForm form(Path directory) {
        String text = "";
        if (examples != null) {
            Path file = directory.resolve(examples);
            try {
                text = TextFile.read(file);
            } catch (IOException e) {
                throw new DatasetException("the examples " + file + " can't be read: " + e.getMessage(), e);
            }
        }
        Optional<String> demos = Optional.of(text);
        return new PromptForm(DatasetFile.kindNamed(kind), t -> demos, first, separator, system, Integer.MAX_VALUE);
    }

    private static void require(Object value, String name) {
        if (value == null) {
            throw new DatasetException(name + " is missing");
        }
    }

    static JsonPointer pointer(String text) {
        try {
            return text.startsWith("/")
                    ? JsonPointer.compile(text)
                    : JsonPointer.empty().appendProperty(text);
        } catch (IllegalArgumentException e) {
            throw new DatasetException("'" + text + "' is no JSON pointer: " + e.getMessage(), e);
        }
    }
}
