export const useKept = () => false;
