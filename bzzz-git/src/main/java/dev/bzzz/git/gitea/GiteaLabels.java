package dev.bzzz.git.gitea;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bzzz.core.Bounded;
import dev.bzzz.core.PermanentException;
import dev.bzzz.core.repo.LabelDraft;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.http.HostClient;
import dev.bzzz.git.http.HostFields;
import dev.bzzz.git.http.HostRequest;
import dev.bzzz.git.http.Pages;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The labels of repositories, which Gitea wants to be named by their ids. Several may have one
 * name; then the oldest counts. Safe for use by many threads.
 */
final class GiteaLabels {
  private static final int MAX_REPOSITORIES = 1000;
  private static final String COLOUR = "c5def5";

  private final HostClient client;
  private final Pages pages;
  private final Map<RepositoryName, Map<String, Long>> known = Bounded.lru(MAX_REPOSITORIES);

  GiteaLabels(HostClient client, Pages pages) {
    this.client = client;
    this.pages = pages;
  }

  /** Makes sure that there is this label. */
  void create(RepositoryName repository, LabelDraft draft) {
    if (!load(repository).containsKey(draft.name())) {
      post(repository, draft);
    }
  }

  /** The ids of labels, which are created as far as they are missing. */
  ArrayNode ids(RepositoryName repository, Set<String> names) {
    Map<String, Long> ids = cached(repository);
    if (!ids.keySet().containsAll(names)) {
      ids = load(repository);
    }
    if (!ids.keySet().containsAll(names)) {
      Set<String> missing = new TreeSet<>(names);
      missing.removeAll(ids.keySet());
      missing.forEach(name -> post(repository, new LabelDraft(name, COLOUR, "")));
      ids = load(repository); // somebody else may have created them, too: all take the oldest
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (String name : new TreeSet<>(names)) {
      Long id = ids.get(name);
      if (id == null) {
        throw new PermanentException(
            "cannot find the label '"
                + name
                + "' in "
                + repository
                + ": the host has created it but does not list it; look at the labels there");
      }
      array.add(id);
    }
    return array;
  }

  /** Forgets what is known, which has turned out to be old. */
  synchronized void forget(RepositoryName repository) {
    known.remove(repository);
  }

  private synchronized Map<String, Long> cached(RepositoryName repository) {
    return known.getOrDefault(repository, Map.of());
  }

  private Map<String, Long> load(RepositoryName repository) {
    HostRequest request =
        HostRequest.get("list the labels of " + repository, Place.in(repository, "labels"));
    Map<String, Long> ids = GiteaJson.labelIds(pages.all(request, HostFields::key).items());
    synchronized (this) {
      known.put(repository, ids);
    }
    return ids;
  }

  private void post(RepositoryName repository, LabelDraft draft) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", draft.name())
            .put("color", "#" + draft.colour())
            .put("description", draft.description());
    client.send(
        HostRequest.post(
            "create the label '" + draft.name() + "' in " + repository,
            body,
            Place.in(repository, "labels")));
  }
}
