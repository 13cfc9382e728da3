package swarm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which task needs which other tasks. */
public final class TaskGraph {
    private final Map<String, Set<String>> needs = new TreeMap<>();

    public void add(String id, Collection<String> needed) {
        needs.computeIfAbsent(id, key -> new TreeSet<>()).addAll(needed);
    }

    /** Ids that are needed but were never added. */
    public Set<String> missing() {
        Set<String> missing = new TreeSet<>();
        needs.values().forEach(missing::addAll);
        missing.removeAll(needs.keySet());
        return missing;
    }

    /** All ids, each one after those it needs; the same order for the same graph. */
    public List<String> order() throws CycleException {
        Set<String> ordered = new LinkedHashSet<>();
        for (String id : needs.keySet()) {
            visit(id, new LinkedHashSet<>(), ordered);
        }
        return new ArrayList<>(ordered);
    }

    private void visit(String id, Set<String> path, Set<String> ordered) throws CycleException {
        if (ordered.contains(id)) {
            return;
        }
        if (!path.add(id)) {
            List<String> cycle = new ArrayList<>(path);
            cycle.add(id);
            throw new CycleException(cycle);
        }
        for (String need : needs.getOrDefault(id, Set.of())) {
            visit(need, path, ordered);
        }
        path.remove(id);
        ordered.add(id);
    }
}
