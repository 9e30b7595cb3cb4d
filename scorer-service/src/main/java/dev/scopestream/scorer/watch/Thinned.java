package dev.scopestream.scorer.watch;

import java.util.ArrayList;
import java.util.List;

/** A series of bounded length: when it is full, every other value goes, and from then on half as many come in. */
final class Thinned<T> {
    private final int most;
    private final List<T> values = new ArrayList<>();
    private int every = 1;
    private int offered;

    Thinned(int most) {
        this.most = most;
    }

    void add(T value) {
        if (offered++ % every != 0) {
            return;
        }
        if (values.size() == most) {
            List<T> half = new ArrayList<>();
            for (int i = 0; i < values.size(); i += 2) {
                half.add(values.get(i));
            }
            values.clear();
            values.addAll(half);
            every *= 2;
        }
        values.add(value);
    }

    List<T> all() {
        return List.copyOf(values);
    }

    int size() {
        return values.size();
    }

    void clear() {
        values.clear();
        every = 1;
        offered = 0;
    }
}
