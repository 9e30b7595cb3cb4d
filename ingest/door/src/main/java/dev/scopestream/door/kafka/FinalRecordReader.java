package dev.scopestream.door.kafka;

import dev.scopestream.client.openai.FinishedText;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.door.request.Ending;
import dev.scopestream.door.request.Outcome;
import dev.scopestream.door.request.Place;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.events.ResultEvent;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Results and dead letters as endings; never throws for their content. */
final class FinalRecordReader {
    private FinalRecordReader() {}

    /** The id that a record's key is; empty: it is none. */
    static Optional<String> id(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(PromptRecord.id(record.key()));
        } catch (InvalidEventException e) {
            return Optional.empty();
        }
    }

    /** A result's ending. */
    static Ending result(ConsumerRecord<byte[], byte[]> record) {
        Place source = source(DeadLetter.from(record.headers()));
        try {
            ResultEvent result = EventCodec.RESULT.decode(record.value());
            return new Ending(Outcome.of(FinishedText.of(result, record.timestamp())), source);
        } catch (InvalidEventException e) {
            return new Ending(
                    new Outcome.Refused(OpenAiError.server(
                            502,
                            "the result at " + record.topic() + " " + record.partition() + ":" + record.offset()
                                    + " can't be read: " + e.getMessage(),
                            "unreadable_result",
                            0)),
                    source);
        }
    }

    /** A dead letter's ending. */
    static Ending deadLetter(ConsumerRecord<byte[], byte[]> record) {
        DeadLetter letter = DeadLetter.from(record.headers());
        return new Ending(new Outcome.Refused(OpenAiError.of(letter)), source(letter));
    }

    private static Place source(DeadLetter letter) {
        return letter.offset() < 0 ? null : new Place(letter.partition(), letter.offset());
    }
}
