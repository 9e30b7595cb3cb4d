package dev.scopestream.scorer.stream;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Skips, counts and names a record that a processor failed on or that the broker calls too large; every other failure to
 * produce stops the thread, which starts again from the last commit. Kafka makes it by its class; the counters come in
 * the configuration under {@link #COUNTS}.
 */
public final class SkipFailedRecord implements ProcessingExceptionHandler, ProductionExceptionHandler {
    static final String COUNTS = "scopestream.scorer.counts";
    private static final Logger LOG = LoggerFactory.getLogger(SkipFailedRecord.class);

    private ScorerCounts counts = new ScorerCounts();

    @Override
    public void configure(Map<String, ?> configs) {
        if (configs.get(COUNTS) instanceof ScorerCounts shared) {
            counts = shared;
        }
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        if (counts.add(Count.FAILED)) {
            LOG.error(
                    "record failed topic={} partition={} offset={} processor={}",
                    context.topic(),
                    context.partition(),
                    context.offset(),
                    context.processorNodeId(),
                    exception);
        }
        return ProcessingExceptionHandler.Response.resume();
    }

    @Override
    public ProductionExceptionHandler.Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        if (!(exception instanceof RecordTooLargeException)) {
            return ProductionExceptionHandler.Response.fail();
        }
        if (counts.add(Count.FAILED)) {
            LOG.error(
                    "record too large for topic={} from topic={} partition={} offset={} reason={}",
                    record.topic(),
                    context.topic(),
                    context.partition(),
                    context.offset(),
                    exception.getMessage());
        }
        return ProductionExceptionHandler.Response.resume();
    }
}
