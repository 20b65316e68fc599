// Stands in for Node's packages, which are named in branches that never run in a browser.
export default {};
