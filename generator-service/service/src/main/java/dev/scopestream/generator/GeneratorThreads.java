package dev.scopestream.generator;

import dev.scopestream.generator.cancel.ControlLoop;
import dev.scopestream.generator.decode.DecodeLoop;
import dev.scopestream.generator.decode.Workers;
import dev.scopestream.generator.delivery.DeliveryLoop;
import dev.scopestream.generator.ids.FinishedIdsFollower;
import dev.scopestream.generator.intake.PollLoop;
import dev.scopestream.generator.reply.ReplyLoop;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A generator's threads: one polls, one delivers, one decodes for each engine, one reads the control topic, one follows
 * the results, one copies final records to topics of the senders' choice, and one watches the engines.
 */
@Singleton
final class GeneratorThreads {
    static final String POLL = "scope-poll";
    static final String DELIVERY = "scope-delivery";

    private static final Logger LOG = LoggerFactory.getLogger(GeneratorThreads.class);

    private final Workers workers;
    private final DeliveryLoop delivery;
    private final ControlLoop control;
    private final FinishedIdsFollower results;
    private final ReplyLoop replies;
    private final FailureSignal failure;
    private final Thread pollThread;
    private final List<Thread> decodeThreads = new ArrayList<>();
    private final Thread deliveryThread;
    private final List<Thread> daemons;

    GeneratorThreads(
            PollLoop poll,
            Workers workers,
            DeliveryLoop delivery,
            ControlLoop control,
            FinishedIdsFollower results,
            ReplyLoop replies,
            EngineWatch watch,
            FailureSignal failure) {
        this.workers = workers;
        this.delivery = delivery;
        this.control = control;
        this.results = results;
        this.replies = replies;
        this.failure = failure;
        this.pollThread = thread(POLL, poll);
        for (DecodeLoop loop : workers.loops()) {
            decodeThreads.add(thread("scope-decode-" + decodeThreads.size(), loop));
        }
        this.deliveryThread = thread(DELIVERY, delivery);
        this.daemons = List.of(
                thread("scope-control", control),
                thread("scope-results", results),
                thread("scope-replies", replies),
                thread("scope-watch", watch));
        daemons.forEach(thread -> thread.setDaemon(true));
    }

    private Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setUncaughtExceptionHandler((t, e) -> {
            LOG.error("thread died: thread={}", t.getName(), e);
            failure.raise(e);
        });
        return thread;
    }

    void start() {
        deliveryThread.start();
        decodeThreads.forEach(Thread::start);
        pollThread.start();
        daemons.forEach(Thread::start);
    }

    /** Waits until polling, decoding and delivery have ended, each for at most so long. Polling was told to stop. */
    void stop(long millis) throws InterruptedException {
        pollThread.join(millis);
        workers.stop();
        for (Thread thread : decodeThreads) {
            thread.join(millis);
        }
        delivery.stop();
        deliveryThread.join(millis / 2);
    }

    /**
     * Interrupts every thread that hasn't ended, and closes the engines whose threads have.
     *
     * @return whether all engines are closed
     */
    boolean release() {
        control.stop();
        results.stop();
        replies.stop();
        pollThread.interrupt();
        deliveryThread.interrupt();
        daemons.get(daemons.size() - 1).interrupt();
        for (int i = 0; i < decodeThreads.size(); i++) {
            if (!decodeThreads.get(i).isAlive()) {
                workers.loops().get(i).engine().close();
            }
        }
        return decodeThreads.stream().noneMatch(Thread::isAlive);
    }

    /** Interrupts decoding and delivery in the middle of their work. */
    void interrupt() {
        deliveryThread.interrupt();
        decodeThreads.forEach(Thread::interrupt);
    }
}
