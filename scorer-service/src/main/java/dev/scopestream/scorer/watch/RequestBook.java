package dev.scopestream.scorer.watch;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.ResultEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The latest requests, of bounded number and size, whatever comes; the records of a request in any order. Thread-safe. */
public final class RequestBook {
    private final int mostRequests;
    private final long mostBytes;
    private final int mostLetters;
    private final Rates rates;
    private final Map<String, WatchedRequest> requests = new LinkedHashMap<>();
    private final Deque<Letter> letters = new ArrayDeque<>();
    private final Map<RequestState, Integer> counts = new EnumMap<>(RequestState.class);
    private long bytes;
    private long forgotten;

    /**
     * A dead letter.
     *
     * @param id null: it has none that can be read
     */
    public record Letter(String id, Place place, DeadLetter letter) {}

    /**
     * @param waiting requests in this state; likewise the others
     * @param forgotten requests that were dropped for others
     */
    public record Counts(int waiting, int running, int finished, int refused, long forgotten) {}

    /**
     * @param held bytes of all running requests' caches, as far as they say
     * @param full without evictions
     */
    public record Held(long held, long full) {}

    public RequestBook(int mostRequests, long mostBytes, int mostLetters, Rates rates) {
        this.mostRequests = mostRequests;
        this.mostBytes = mostBytes;
        this.mostLetters = mostLetters;
        this.rates = rates;
    }

    synchronized void prompt(Place place, PromptEvent event) {
        WatchedRequest known = requests.get(event.id());
        boolean again = known != null
                && known.state() == RequestState.REFUSED
                && known.ending().time() < place.time();
        if (again) {
            remove(known);
        }
        if (again || known == null || known.prompt() == null) {
            change(event.id(), r -> {
                r.prompt(place, event);
                return null;
            });
        }
    }

    synchronized void chunk(long time, ChunkEvent chunk) {
        WatchedRequest known = requests.get(chunk.id());
        boolean first = known == null || known.state() == RequestState.WAITING;
        Losses losses = change(chunk.id(), r -> r.chunk(time, chunk));
        rates.chunk(time, chunk.tokens(), losses);
        WatchedRequest request = requests.get(chunk.id());
        if (first && chunk.index() == 0 && chunk.choice() == 0 && request != null && request.prompt() != null) {
            rates.firstToken(time, time - request.prompt().time());
        }
    }

    synchronized void result(Place place, ResultEvent event) {
        rates.finished(place.time(), change(event.id(), r -> r.result(place, event)));
    }

    synchronized void deadLetter(String id, Place place, DeadLetter letter, boolean recent) {
        letters.addFirst(new Letter(id, place, letter));
        while (letters.size() > mostLetters) {
            letters.removeLast();
        }
        if (recent && id != null) {
            rates.refused(place.time());
            change(id, r -> {
                r.deadLetter(place, letter);
                return null;
            });
        }
    }

    synchronized void scored(Place place, AccuracyEvent event) {
        if (requests.containsKey(event.id())) {
            change(event.id(), r -> {
                r.scored(place, event);
                return null;
            });
        }
    }

    private <T> T change(String id, Function<WatchedRequest, T> how) {
        WatchedRequest request = requests.get(id);
        if (request == null) {
            request = new WatchedRequest(id);
            requests.put(id, request);
        } else {
            count(request, -1);
        }
        T answer = how.apply(request);
        count(request, 1);
        if (requests.size() > mostRequests || bytes > mostBytes) {
            shrink(request);
        }
        return answer;
    }

    private void count(WatchedRequest request, int by) {
        counts.merge(request.state(), by, Integer::sum);
        bytes += by * request.bytes();
    }

    private void remove(WatchedRequest request) {
        requests.remove(request.id());
        count(request, -1);
    }

    /** The oldest requests that have ended go, and if there are none, the oldest of all. */
    private void shrink(WatchedRequest newest) {
        Iterator<WatchedRequest> oldest = List.copyOf(requests.values()).iterator();
        int spare = mostRequests - mostRequests / 20;
        List<WatchedRequest> open = new ArrayList<>();
        while (oldest.hasNext() && (requests.size() > spare || bytes > mostBytes)) {
            WatchedRequest request = oldest.next();
            if (request == newest) {
                continue;
            }
            if (request.ending() == null) {
                open.add(request);
            } else {
                remove(request);
                forgotten++;
            }
        }
        for (WatchedRequest request : open) {
            if (requests.size() <= mostRequests && bytes <= mostBytes) {
                return;
            }
            remove(request);
            forgotten++;
        }
    }

    public synchronized Counts counts() {
        return new Counts(
                counts.getOrDefault(RequestState.WAITING, 0),
                counts.getOrDefault(RequestState.RUNNING, 0),
                counts.getOrDefault(RequestState.FINISHED, 0),
                counts.getOrDefault(RequestState.REFUSED, 0),
                forgotten);
    }

    public synchronized Held held() {
        long held = 0;
        long full = 0;
        for (WatchedRequest request : requests.values()) {
            Measured latest = request.latest();
            if (latest != null) {
                held += latest.held();
                full += latest.full();
            }
        }
        return new Held(held, full);
    }

    /**
     * The latest requests first.
     *
     * @param text part of an id, empty: any
     * @param state null: any
     */
    public synchronized List<RequestView> find(String text, RequestState state, int most) {
        String wanted = text.toLowerCase(Locale.ROOT);
        List<WatchedRequest> all = new ArrayList<>(requests.values());
        List<RequestView> found = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0 && found.size() < most; i--) {
            WatchedRequest request = all.get(i);
            boolean fits = (state == null || request.state() == state)
                    && request.id().toLowerCase(Locale.ROOT).contains(wanted);
            if (fits) {
                found.add(request.view());
            }
        }
        return found;
    }

    public synchronized Optional<RequestView> view(String id) {
        return Optional.ofNullable(requests.get(id)).map(WatchedRequest::view);
    }

    /** What is new of a request since a cursor, which is moved. */
    public synchronized Optional<RequestNews> news(String id, NewsCursor cursor) {
        return Optional.ofNullable(requests.get(id)).flatMap(cursor::advance);
    }

    /** The dead letter at this place of its topic. */
    public synchronized Optional<Letter> letter(int partition, long offset) {
        return letters.stream()
                .filter(l -> l.place().partition() == partition && l.place().offset() == offset)
                .findFirst();
    }

    public synchronized Optional<RequestState> state(String id) {
        return Optional.ofNullable(requests.get(id)).map(WatchedRequest::state);
    }

    /** The latest first. */
    public synchronized List<Letter> letters() {
        return List.copyOf(letters);
    }
}
