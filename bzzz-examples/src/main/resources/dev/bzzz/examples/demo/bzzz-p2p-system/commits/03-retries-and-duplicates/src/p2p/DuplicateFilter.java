package p2p;

import java.util.LinkedHashMap;
import java.util.Map;

/** One {@link SeenWindow} per sender; the sender silent for the longest time is forgotten. */
public final class DuplicateFilter {
    private final Map<String, SeenWindow> windows;

    public DuplicateFilter(int maxSenders) {
        windows = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, SeenWindow> eldest) {
                return size() > maxSenders;
            }
        };
    }

    /** Whether this frame has not arrived before. */
    public boolean accept(Frame frame) {
        return windows.computeIfAbsent(frame.sender(), sender -> new SeenWindow())
                .accept(frame.sequence());
    }
}
