package dev.scopestream.client.dataset;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Any table or lines of JSON as questions, by a {@link Mapping}. */
public final class MappedSource {
    private static final CsvMapper CSV =
            CsvMapper.builder().enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();

    private final Mapping mapping;
    private final JsonPointer question;
    private final JsonPointer answer;

    private MappedSource(Mapping mapping) {
        this.mapping = mapping;
        question = Mapping.pointer(mapping.question());
        answer = Mapping.pointer(mapping.answer());
    }

    /**
     * A file's questions; lines without a question are bad lines.
     *
     * @throws DatasetException when the file can't be opened
     */
    public static Questions read(Path file, Mapping mapping) {
        MappedSource source = new MappedSource(mapping);
        return mapping.format() == Mapping.Format.JSONL
                ? RawSources.lines(file, source::question)
                : source.table(file, mapping.format() == Mapping.Format.TSV ? '\t' : ',');
    }

    private Questions table(Path file, char separator) {
        BadLines bad = new BadLines();
        List<Question> questions = new ArrayList<>();
        String name = String.valueOf(file.getFileName());
        CsvSchema schema = CsvSchema.emptySchema().withHeader().withColumnSeparator(separator);
        // the first line has the columns' names
        long row = 1;
        try (Reader reader = new InputStreamReader(JsonLines.open(file), StandardCharsets.UTF_8.newDecoder());
                MappingIterator<JsonNode> rows =
                        CSV.readerFor(JsonNode.class).with(schema).readValues(reader)) {
            while (rows.hasNextValue()) {
                JsonNode node = rows.nextValue();
                row++;
                try {
                    questions.add(question(node));
                } catch (DatasetException e) {
                    bad.add(name, row, e.getMessage());
                }
            }
        } catch (IOException | RuntimeJsonMappingException e) {
            bad.add(
                    name,
                    row + 1,
                    "breaks off: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        return new Questions(questions, bad);
    }

    private Question question(JsonNode node) {
        String text = text(node, question, mapping.question());
        String given = text(node, answer, mapping.answer());
        String task = mapping.task() == null ? "" : text(node, Mapping.pointer(mapping.task()), mapping.task());
        List<String> choices = choices(node);
        if (choices.isEmpty()) {
            return new Question(task, text, given);
        }
        StringBuilder all = new StringBuilder(text).append('\n');
        for (int i = 0; i < choices.size(); i++) {
            all.append(i == 0 ? "" : " ")
                    .append('(')
                    .append(letter(i))
                    .append(") ")
                    .append(choices.get(i));
        }
        return new Question(task, all.toString(), answer(given, choices));
    }

    private String answer(String given, List<String> choices) {
        int index =
                switch (mapping.answerIs()) {
                    case TEXT -> -1;
                    case CHOICE -> choices.indexOf(given);
                    case INDEX0 -> number(given);
                    case INDEX1 -> number(given) - 1;
                };
        if (mapping.answerIs() == Mapping.AnswerIs.TEXT) {
            return given;
        }
        if (index < 0 || index >= choices.size()) {
            throw new DatasetException("the answer '" + given + "' is none of the " + choices.size() + " choices");
        }
        return letter(index);
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }

    private static String letter(int index) {
        return Character.toString('A' + index);
    }

    private List<String> choices(JsonNode node) {
        List<String> texts = new ArrayList<>();
        for (String where : mapping.choices()) {
            JsonNode at = node.at(Mapping.pointer(where));
            if (at.isArray()) {
                at.forEach(choice -> texts.add(
                        mapping.choiceText() == null
                                ? value(choice, where)
                                : text(choice, Mapping.pointer(mapping.choiceText()), mapping.choiceText())));
            } else {
                texts.add(value(at, where));
            }
        }
        if (texts.size() > 26) {
            throw new DatasetException("has " + texts.size() + " choices, at most 26 have letters");
        }
        return texts;
    }

    private static String text(JsonNode node, JsonPointer pointer, String name) {
        String text = value(node.at(pointer), name);
        if (text.isEmpty()) {
            throw new DatasetException(name + " is empty");
        }
        return text;
    }

    private static String value(JsonNode value, String name) {
        if (value.isTextual() || value.isNumber()) {
            return value.asText();
        }
        throw new DatasetException(name + (value.isMissingNode() || value.isNull() ? " is missing" : " is not a text"));
    }
}
