package dev.bzzz.core.agent;

import dev.bzzz.core.repo.RepositoryProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A forge that notes what it is asked and can be made to fail. */
final class WatchedCalls {
  /** The names of the methods that were called, in order; {@code kind} and such are no calls. */
  final List<String> made = new CopyOnWriteArrayList<>();

  volatile @Nullable RuntimeException fails;
  private final RepositoryProvider provider;

  WatchedCalls(RepositoryProvider forge) {
    provider =
        (RepositoryProvider)
            Proxy.newProxyInstance(
                RepositoryProvider.class.getClassLoader(),
                new Class<?>[] {RepositoryProvider.class},
                (proxy, method, arguments) -> {
                  if (List.of("kind", "features", "close").contains(method.getName())) {
                    return method.invoke(forge, arguments);
                  }
                  made.add(method.getName());
                  RuntimeException failure = fails;
                  if (failure != null) {
                    throw failure;
                  }
                  try {
                    return method.invoke(forge, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  RepositoryProvider provider() {
    return provider;
  }

  long count(String method) {
    return made.stream().filter(method::equals).count();
  }
}
