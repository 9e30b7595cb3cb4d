package dev.scopestream.cli.hub;

import dev.scopestream.engine.hub.Manifest;
import dev.scopestream.engine.hub.SumKind;

/**
 * A file of a repository, as its hub lists it.
 *
 * @param path in the repository, with slashes; nothing is assumed about it
 * @param sum of its content, in hex
 */
record HubFile(String path, long bytes, SumKind kind, String sum) {

    /** The name without folders. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    boolean isAtTop() {
        return path.indexOf('/') < 0;
    }

    /** Whether every part of the path can be a file's name. */
    boolean isPlain() {
        if (path.length() > 1000 || path.endsWith("/")) {
            return false;
        }
        for (String part : path.split("/", -1)) {
            if (!Manifest.isFileName(part)) {
                return false;
            }
        }
        return true;
    }

    Manifest.Entry entry() {
        return new Manifest.Entry(name(), bytes, kind, sum);
    }
}
