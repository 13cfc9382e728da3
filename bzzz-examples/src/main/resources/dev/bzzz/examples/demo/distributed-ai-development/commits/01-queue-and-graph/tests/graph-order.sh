# Each task comes after those it needs. What is not listed is taken as done.
equals 'store api ui demo' "$(swarm order <<'END' | ids
demo ui,api
api store,auth
ui 3 1772000100 java 500 api
store -
END
)"
