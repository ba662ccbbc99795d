/** The folder that the test files of a run share; test/global-setup.ts makes and removes it. */
export const sharedVariable = "BELLWETHER_SHARED_TESTS";
