package swarm;

import java.util.List;

/** Tasks that need each other in a circle, so that none of them can be first. */
public final class CycleException extends Exception {
    private static final long serialVersionUID = 1;

    /** @param cycle each task followed by one that it needs, and the first one again at the end */
    public CycleException(List<String> cycle) {
        super("tasks need each other: " + String.join(" -> ", cycle));
    }
}
